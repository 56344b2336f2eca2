int main(){volatile long s=0;for(int i=0;i<1000;i++)s+=i;return 0;}
